package dev.flysnap.cli.snapshot;

/** A switch in the words of the command line. A Boolean would be a flag without a word. */
enum OnOff {
    ON,
    OFF
}
