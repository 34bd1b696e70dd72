"""How Overstap is set up, started, tested and stopped; nothing of the application imports this."""
