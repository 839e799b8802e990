"""Machines that patients play at: starting a game on one, joining, handing sessions over."""
