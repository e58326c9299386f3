/**
 * The places that configuration is read from; each value remembers its source for messages. Files
 * that live in a repository must not set tokens, addresses or commands.
 */
@NullMarked
package dev.flysnap.config.source;

import org.jspecify.annotations.NullMarked;
