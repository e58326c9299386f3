package dev.flysnap.model;

/** What the platform says of the host below a machine or volume. Source: fly-go. */
public enum HostStatus {
    OK,
    UNKNOWN,
    UNREACHABLE
}
