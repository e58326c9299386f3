/**
 * What the user decided before the command ran: flags, then the environment, then flysnap.toml,
 * fly.toml and fly's own login file become one {@code Config}, or one list of every mistake in
 * them. Knows no command and asks no network; files that live in a repository never name a token,
 * an address or a command here.
 */
@NullMarked
package dev.flysnap.config;

import org.jspecify.annotations.NullMarked;
