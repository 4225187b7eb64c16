"""Small worlds made by hand for tests, without national data: people, places, requests."""
