/**
 * Rebuilds runs whose journal is lost from what they left on Fly, and deletes what failed runs left
 * behind.
 */
@NullMarked
package dev.flysnap.restore.recovery;

import org.jspecify.annotations.NullMarked;
