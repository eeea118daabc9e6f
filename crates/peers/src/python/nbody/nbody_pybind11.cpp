// pybind11, compiled with -O3 -march=native -ffast-math.
//
// Arrays of another type are refused (noconvert), as in the other peers, not copied. The inner loop
// takes a range of j, called for those before i and those after it: without a test for i == j the
// compiler turns it into vector instructions.

#include <cmath>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <stdexcept>

namespace py = pybind11;

using Numbers = py::array_t<double, py::array::c_style>;

struct Sum {
    double x = 0, y = 0, z = 0;
};

static void pull(
    const double *m, const double *x, const double *y, const double *z,
    py::ssize_t i, py::ssize_t begin, py::ssize_t end, Sum &sum
) {
    double ax = 0, ay = 0, az = 0;
    for (py::ssize_t j = begin; j < end; j++) {
        double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
        double r2 = dx * dx + dy * dy + dz * dz;
        double w = m[j] / (r2 * std::sqrt(r2));
        ax += w * dx;
        ay += w * dy;
        az += w * dz;
    }
    sum.x += ax;
    sum.y += ay;
    sum.z += az;
}

static Numbers run(const Numbers &mass, const Numbers &x, const Numbers &y, const Numbers &z) {
    const py::ssize_t n = mass.size();
    if (mass.ndim() != 1 || x.ndim() != 1 || y.ndim() != 1 || z.ndim() != 1
        || x.size() != n || y.size() != n || z.size() != n)
        throw std::invalid_argument("four arrays of one length");
    Numbers result({py::ssize_t(3), n});
    const double *pm = mass.data(), *px = x.data(), *py_ = y.data(), *pz = z.data();
    double *a = result.mutable_data();
    {
        py::gil_scoped_release unlocked;
        for (py::ssize_t i = 0; i < n; i++) {
            Sum sum;
            pull(pm, px, py_, pz, i, 0, i, sum);
            pull(pm, px, py_, pz, i, i + 1, n, sum);
            a[i] = sum.x;
            a[n + i] = sum.y;
            a[2 * n + i] = sum.z;
        }
    }
    return result;
}

PYBIND11_MODULE(nbody_pybind11, module) {
    using py::arg;
    module.def(
        "run", &run,
        arg("mass").noconvert(), arg("x").noconvert(), arg("y").noconvert(), arg("z").noconvert()
    );
}
