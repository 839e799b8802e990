"""The link between a game and a console: one protocol over WebSocket, versioned."""
