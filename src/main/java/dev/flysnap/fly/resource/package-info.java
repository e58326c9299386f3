/**
 * Requests and answers of the Machines API that are not part of the model, as records. Knows JSON
 * and the model; sends nothing.
 */
@NullMarked
package dev.flysnap.fly.resource;

import org.jspecify.annotations.NullMarked;
