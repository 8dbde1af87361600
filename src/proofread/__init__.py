"""The proofreader: holds every number and every relation on the pages to what they mean."""
