import macros  # noqa: F401  puts the sources of storysite on the path
