"""`make story`: the main job, played in a real browser against the running product; docs/story.md tells it."""
