/**
 * JSON as it came: a tree that keeps number literals, nulls, unknown fields and their order, and a
 * codec that turns records into such trees and back. Knows nothing of Fly or SQLite.
 */
@NullMarked
package dev.flysnap.json;

import org.jspecify.annotations.NullMarked;
