"""Coverage-guided fuzzing (atheris) of what strangers send: pages, replies of models, bodies of requests."""
