package dev.flysnap.contract;

/**
 * The hold is over.
 *
 * @param intact whether it lasted from the quiesce's answer until this resume came
 * @param heldMs how long writers were held off
 */
public record ResumeAnswer(boolean intact, long heldMs) {}
