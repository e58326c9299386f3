package dev.flysnap.contract;

/** Ends a hold. */
public record ResumeRequest(String lease) {}
