from hypothesis import settings

# The oracles compute in 60 digits: how long that takes says nothing about the library.
settings.register_profile("oracles", deadline=None)
settings.load_profile("oracles")
