"""Twelve commands on Typer that do next to nothing: what any such program costs to run."""

import typer

app = typer.Typer()


def _command(name: str) -> None:
    @app.command(name)
    def say(text: str, loud: bool = False) -> None:
        """Say TEXT."""
        typer.echo(text.upper() if loud else text)


for _number in range(1, 13):
    _command(f"say{_number}")


def main() -> None:
    app()
