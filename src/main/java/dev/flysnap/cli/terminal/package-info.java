/**
 * The terminal: its width, progress, questions to the user, and the signals that stop a command.
 */
@NullMarked
package dev.flysnap.cli.terminal;

import org.jspecify.annotations.NullMarked;
