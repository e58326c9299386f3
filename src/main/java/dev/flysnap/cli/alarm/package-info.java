/** Tells others how a command went, where {@code --ping} and the like ask for it. */
@NullMarked
package dev.flysnap.cli.alarm;

import org.jspecify.annotations.NullMarked;
