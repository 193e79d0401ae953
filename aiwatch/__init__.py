"""aiwatch: log developments in a country's AI and print dated, sourced briefings."""

__version__ = "0.1.0"
