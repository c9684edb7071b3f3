//! The little linear algebra that the model needs: systems that are symmetric and positive definite, and one of three
//! equations.

/// A square matrix, row by row.
pub(super) struct Matrix {
    size: usize,
    cells: Vec<f64>,
}

impl Matrix {
    /// All zero.
    pub fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    /// One cell.
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    /// Adds to one cell.
    pub fn add(&mut self, row: usize, column: usize, more: f64) {
        self.cells[row * self.size + column] += more;
    }

    /// Its inverse, by Cholesky's factor; nothing where it is not positive definite.
    pub fn inverse(&self) -> Option<Matrix> {
        let factor = self.factor()?;
        let mut inverse = Matrix::zero(self.size);
        for column in 0..self.size {
            let mut solved = vec![0.0; self.size];
            solved[column] = 1.0;
            factor.forward(&mut solved);
            factor.backward(&mut solved);
            for (row, value) in solved.into_iter().enumerate() {
                inverse.add(row, column, value);
            }
        }
        Some(inverse)
    }

    /// The product with a vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        let row = |cells: &[f64]| cells.iter().zip(vector).map(|(cell, value)| cell * value).sum();
        self.cells.chunks(self.size).map(row).collect()
    }

    fn factor(&self) -> Option<Matrix> {
        let mut factor = Matrix::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let known: f64 = (0..column).map(|before| factor.at(row, before) * factor.at(column, before)).sum();
                let rest = self.at(row, column) - known;
                if row != column {
                    factor.add(row, column, rest / factor.at(column, column));
                } else if rest > 0.0 {
                    factor.add(row, row, rest.sqrt());
                } else {
                    return None;
                }
            }
        }
        Some(factor)
    }

    fn forward(&self, vector: &mut [f64]) {
        for row in 0..self.size {
            let known: f64 = (0..row).map(|before| self.at(row, before) * vector[before]).sum();
            vector[row] = (vector[row] - known) / self.at(row, row);
        }
    }

    fn backward(&self, vector: &mut [f64]) {
        for row in (0..self.size).rev() {
            let known: f64 = (row + 1..self.size).map(|behind| self.at(behind, row) * vector[behind]).sum();
            vector[row] = (vector[row] - known) / self.at(row, row);
        }
    }
}

/// Solves three equations by Cramer's rule; nothing where they do not determine the three unknowns.
pub(super) fn three(equations: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let determinant = determinant(&equations);
    let scale: f64 = equations.iter().map(|row| row.iter().map(|cell| cell.abs()).fold(0.0, f64::max)).product();
    if determinant.abs() <= 1e-9 * scale || scale == 0.0 {
        return None;
    }
    let mut solution = [0.0; 3];
    for (unknown, value) in solution.iter_mut().enumerate() {
        let mut replaced = equations;
        for (row, right) in replaced.iter_mut().zip(right) {
            row[unknown] = right;
        }
        *value = self::determinant(&replaced) / determinant;
    }
    Some(solution)
}

fn determinant(cells: &[[f64; 3]; 3]) -> f64 {
    let [[a, b, c], [d, e, f], [g, h, i]] = *cells;
    a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_changes_nothing() {
        let mut matrix = Matrix::zero(3);
        for (row, cells) in [[4.0, 1.0, 0.5], [1.0, 3.0, -1.0], [0.5, -1.0, 2.0]].iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                matrix.add(row, column, *cell);
            }
        }
        let vector = [1.0, -2.0, 0.5];
        let back = matrix.inverse().expect("it is positive definite").times(&matrix.times(&vector));
        assert!(back.iter().zip(vector).all(|(found, wanted)| (found - wanted).abs() < 1e-12), "{back:?}");
        matrix.add(2, 2, -5.0);
        assert!(matrix.inverse().is_none());
    }

    #[test]
    fn three_equations_have_a_solution_unless_one_follows_from_the_others() {
        let solved = three([[2.0, 0.0, 1.0], [0.0, 3.0, 0.0], [1.0, 0.0, 1.0]], [5.0, 6.0, 3.0]).expect("solved");
        assert!(solved.iter().zip([2.0, 2.0, 1.0]).all(|(found, wanted)| (found - wanted).abs() < 1e-12));
        assert!(three([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]], [1.0; 3]).is_none());
    }
}
