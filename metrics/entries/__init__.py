"""What there is to know of each measure, a file a task."""
