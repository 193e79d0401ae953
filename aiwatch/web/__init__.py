"""The web: pages and feeds asked for with care, and what a page says of itself."""
