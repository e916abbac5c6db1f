"""A generator of story sites: every number and date is a record with its source."""

if __name__ != "storysite":
    raise ImportError(f"import this package as storysite, not as {__name__}: its state must exist once")
