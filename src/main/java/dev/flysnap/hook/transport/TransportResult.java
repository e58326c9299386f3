package dev.flysnap.hook.transport;

/** Whether a transport reaches the hook from here, and if not, why. */
public record TransportResult(String way, boolean works, String why) {}
