"""Where developments live."""
