"""The pages, a module a page; each makes itself known when it is imported (`console/app.py`)."""
