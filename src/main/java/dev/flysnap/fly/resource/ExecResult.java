package dev.flysnap.fly.resource;

import java.util.Optional;

/**
 * How a command in a machine ended.
 *
 * @param signal what killed it
 */
public record ExecResult(int exitCode, Optional<Integer> signal, String stdout, String stderr) {}
