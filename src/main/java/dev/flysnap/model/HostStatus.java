package dev.flysnap.model;

import dev.flysnap.json.JsonName;

/** What the platform says about the host of a machine or volume. Source: fly-go. */
public enum HostStatus {
    @JsonName("ok")
    OK,
    @JsonName("unknown")
    UNKNOWN,
    @JsonName("unreachable")
    UNREACHABLE
}
