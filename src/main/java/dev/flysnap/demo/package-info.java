/**
 * The story for newcomers, and the app in it: a real SQLite application that writes orders all the
 * time and notes each one that was acknowledged, so that what a snapshot holds is counted and not
 * asserted. Knows nothing of how flysnap does its work.
 */
@NullMarked
package dev.flysnap.demo;

import org.jspecify.annotations.NullMarked;
