/**
 * What a copy is, as its manifest says, and which copies a store has. The manifest is an object
 * beside the content, written last and deleted first: without one there is no copy.
 */
@NullMarked
package dev.flysnap.portable.manifest;

import org.jspecify.annotations.NullMarked;
