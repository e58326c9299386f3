/**
 * A drill as a page, a badge, JUnit's XML and Markdown. Says what {@code drill} has found, and
 * judges nothing; must not know commands or terminals.
 */
@NullMarked
package dev.flysnap.drill.report;

import org.jspecify.annotations.NullMarked;
