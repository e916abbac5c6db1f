"""What a page can show: one folder for each component, listed in `registry`."""
