#pragma once
// Events and commands with every field drawn from one number, for property tests. It walks the
// codec's own list of fields, so a new field is drawn as well.

#include <random>
#include <string>
#include <utility>

#include "store/codec.h"
#include "store/fields.h"

namespace twinleg::store {

class RandomValues {
public:
    explicit RandomValues(std::uint64_t number) : engine_(number) {}

    // The spans of it point into this object, until the next event.
    Event event() {
        Event event;
        event.time.ns = static_cast<std::int64_t>(bits());
        event.more = below(2) == 1;
        pick(event.what, std::make_index_sequence<std::variant_size_v<decltype(event.what)>>{});
        return event;
    }

    // Orders come in a PlaceOrder only by way of the decoder, which alone may approve here.
    Command command() {
        constexpr auto kKinds = std::variant_size_v<Command>;
        const auto kind = below(kKinds);
        if (kind == 0) return place(order());
        Command out = Resync{};
        draw<1>(kind, out);
        return out;
    }

    Order order() {
        Order order;
        walk(*this, order);
        return order;
    }

    static Command place(const Order& order) {
        std::vector<std::byte> bytes;
        encode(Command{CancelOrder{}}, bytes);  // only for its kind byte's place
        bytes.resize(1);
        bytes[0] = std::byte{Kind<PlaceOrder>::number};
        Appender appender{bytes};
        walk(appender, order);
        return *CommandDecoder::decode(bytes);
    }

    std::uint64_t bits() { return engine_(); }
    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

    template <typename T>
    void operator()(const char*, T& value) {
        if constexpr (std::is_enum_v<T>) {
            do
                value = static_cast<T>(below(32));
            while (!known(value));
        } else if constexpr (std::is_same_v<T, bool>) {
            value = below(2) == 1;
        } else if constexpr (std::is_same_v<T, double>) {
            value = static_cast<double>(static_cast<std::int64_t>(bits())) / 1e7;
        } else if constexpr (std::is_arithmetic_v<T>) {
            value = static_cast<T>(bits());
        } else if constexpr (std::is_same_v<T, std::string>) {
            value = text(below(200));
        } else if constexpr (requires { value.view(); }) {
            value = *T::from(text(below(49)));
        } else if constexpr (requires { value.raw(); }) {
            using Rep = typename T::rep;
            if constexpr (sizeof(Rep) == 16)
                value = T::from_raw(static_cast<Rep>((static_cast<UInt128>(bits()) << 64) |
                                                     static_cast<UInt128>(bits())));
            else
                value = T::from_raw(static_cast<Rep>(bits()));
        } else if constexpr (requires { value.value; }) {
            (*this)("", value.value);
        } else if constexpr (requires { value.ns; }) {
            (*this)("", value.ns);
        } else {
            walk(*this, value);
        }
    }

    template <typename T>
    void tail(const char* name, T& value) {
        (*this)(name, value);
    }

    template <typename T>
    void list(const char* name, std::span<const T>& items) {
        std::vector<T>* home = nullptr;
        if constexpr (std::is_same_v<T, Level>)
            home = name[0] == 'b' ? &scratch_.bids : &scratch_.asks;
        else if constexpr (std::is_same_v<T, OpenOrder>)
            home = &scratch_.orders;
        else if constexpr (std::is_same_v<T, Fill>)
            home = &scratch_.fills;
        else
            home = &scratch_.positions;
        home->assign(below(12), T{});
        for (T& item : *home)
            walk(*this, item);
        items = *home;
    }

private:
    // Just enough of an encoder to spell an order that nobody approved.
    struct Appender {
        std::vector<std::byte>& out;
        template <typename T>
        void operator()(const char*, const T& value) {
            if constexpr (std::is_enum_v<T> || std::is_same_v<T, bool>)
                put(static_cast<std::uint8_t>(value));
            else if constexpr (std::is_arithmetic_v<T>)
                put(value);
            else if constexpr (requires { value.raw(); })
                put(value.raw());
            else if constexpr (requires { value.value; })
                put(value.value);
            else
                put(value.ns);
        }
        template <typename T>
        void put(T value) {
            const auto* bytes = reinterpret_cast<const std::byte*>(&value);
            out.insert(out.end(), bytes, bytes + sizeof value);
        }
    };

    std::string text(std::uint64_t size) {
        std::string out;
        for (std::uint64_t i = 0; i < size; ++i)
            out += static_cast<char>(below(256));
        return out;
    }

    template <typename Variant, std::size_t... I>
    void pick(Variant& what, std::index_sequence<I...>) {
        const auto kind = below(sizeof...(I));
        ((I == kind ? walk(*this, what.template emplace<I>()) : void()), ...);
    }

    template <std::size_t I>
    void draw(std::uint64_t kind, Command& out) {
        if constexpr (I < std::variant_size_v<Command>) {
            if (kind == I)
                walk(*this, out.emplace<I>());
            else
                draw<I + 1>(kind, out);
        }
    }

    std::mt19937_64 engine_;
    Scratch scratch_;
};

}  // namespace twinleg::store
