/** Commands on copies outside Fly: take, list, verify and prune them. */
@NullMarked
package dev.flysnap.cli.copy;

import org.jspecify.annotations.NullMarked;
