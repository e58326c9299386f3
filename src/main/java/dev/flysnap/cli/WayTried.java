package dev.flysnap.cli;

/** Whether a way to the hook works from here, and if not, why. */
record WayTried(String way, boolean works, String why) {}
