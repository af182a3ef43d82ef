import Commands

// The executable holds no logic of its own: everything it does can be run in-process by a test.
Preflight.runAndExit()
