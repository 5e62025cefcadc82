"""What speed is measured with: ``python -m benchmarks`` beside peers, ``python -m benchmarks.clean DATA`` for cleaning."""
