"""A few dozen customers write to a running instance: `make demo`. Talks to the front door only, as anybody would."""
