/**
 * What a restore is made of: the plan, the steps, their effects, and the state that the effects add
 * up to. Data only; the journal stores it under explicit names.
 */
@NullMarked
package dev.flysnap.restore.model;

import org.jspecify.annotations.NullMarked;
