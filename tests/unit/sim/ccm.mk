# Tests of the cloud controller, the story, time and trouble.
