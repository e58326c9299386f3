/**
 * The entry point: runs the command, and turns a problem into text and an exit code. Nothing
 * imports it.
 */
@NullMarked
package dev.flysnap.cli;

import org.jspecify.annotations.NullMarked;
