/**
 * Answers requests that a shell script in the same machine puts into a private folder, by the rules
 * of the server. So that nobody outside the machine has to start a second JVM in it.
 */
@NullMarked
package dev.flysnap.agent.spool;

import org.jspecify.annotations.NullMarked;
