/**
 * The configuration of a command: flags, then environment, flysnap.toml, fly.toml and flyctl's
 * login file become one {@code Config}, or one list of all errors. Must not know commands or ask
 * the network.
 */
@NullMarked
package dev.flysnap.config;

import org.jspecify.annotations.NullMarked;
