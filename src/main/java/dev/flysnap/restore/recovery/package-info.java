/**
 * Runs whose journal is lost are rebuilt from what they left on Fly, and what failed runs left
 * behind is removed.
 */
@NullMarked
package dev.flysnap.restore.recovery;

import org.jspecify.annotations.NullMarked;
