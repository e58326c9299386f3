/**
 * The command line: parses options into one request, calls one room, prints the answer. Nothing
 * imports it.
 */
@NullMarked
package dev.flysnap.cli;

import org.jspecify.annotations.NullMarked;
