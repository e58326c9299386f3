/**
 * Asks an HTTP server in the same machine: the agent, or the app for its health. Java's own client
 * is a module of its own that nothing else in an agent needs, a twentieth of its java.
 */
@NullMarked
package dev.flysnap.agent.client;

import org.jspecify.annotations.NullMarked;
