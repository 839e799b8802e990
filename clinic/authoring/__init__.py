"""Writing levels: text and form of one level, its versions, presets, where its targets appear."""
