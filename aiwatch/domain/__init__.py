"""What the tool knows: frozen values and pure functions, without input, output or clock."""
