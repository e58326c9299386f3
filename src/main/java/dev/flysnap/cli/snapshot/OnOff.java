package dev.flysnap.cli.snapshot;

/** An option value. A Boolean option would take no value. */
enum OnOff {
    ON,
    OFF
}
