/**
 * What a command writes to and asks: streams, colors, progress, width, and the questions to a
 * person.
 */
@NullMarked
package dev.flysnap.cli.terminal;

import org.jspecify.annotations.NullMarked;
