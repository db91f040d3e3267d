#pragma once
// How GoogleTest and RapidCheck show the numbers of the Stark folder.

#include <ostream>

#include "crypto/stark/ecdsa.h"
#include "crypto/stark/field.h"
#include "crypto/stark/point.h"
#include "crypto/stark/scalar.h"

namespace twinleg::crypto::stark {

inline std::ostream& operator<<(std::ostream& out, const U256& x) {
    return out << x.to_hex();
}
inline std::ostream& operator<<(std::ostream& out, const Felt& x) {
    return out << x.to_hex();
}
inline std::ostream& operator<<(std::ostream& out, const Fp& x) {
    return out << x.felt();
}
inline std::ostream& operator<<(std::ostream& out, const Scalar& x) {
    return out << x.value();
}
inline std::ostream& operator<<(std::ostream& out, const Affine& a) {
    return out << '(' << a.x << ", " << a.y << ')';
}
inline std::ostream& operator<<(std::ostream& out, const Signature& s) {
    return out << "{r " << s.r << ", s " << s.s << '}';
}

}  // namespace twinleg::crypto::stark
