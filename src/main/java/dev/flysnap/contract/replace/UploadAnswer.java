package dev.flysnap.contract.replace;

/**
 * How much of a new database has arrived. The next part begins there; after the agent was started
 * again that is 0.
 *
 * @param received bytes
 * @param bytes of the whole file
 */
public record UploadAnswer(String attempt, String database, long received, long bytes) {}
