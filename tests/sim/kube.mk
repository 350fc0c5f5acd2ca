# Real kubectl against the api-server of the world.
