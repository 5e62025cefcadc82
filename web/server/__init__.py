"""The HTTP server: waitress, with limits for clients that are slow, many or silent. It knows neither Flask nor questions."""
