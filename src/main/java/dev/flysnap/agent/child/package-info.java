/**
 * Runs the app as the agent's child process: command line, signals, exit code. Must not know the
 * hook's contract or databases.
 */
@NullMarked
package dev.flysnap.agent.child;

import org.jspecify.annotations.NullMarked;
